using System.Runtime.InteropServices;

namespace Actors.Interop.Native;

/// <summary>TensorFlow Lite 2.9's C API: <c>tensorflow/lite/c/c_api.h</c> and the XNNPACK delegate's header.</summary>
internal static partial class TfLite
{
    private const string Library = NativeLibraries.TensorFlowLite;

    static TfLite() => NativeLibraries.Require(Library);

    [StructLayout(LayoutKind.Sequential)]
    internal struct QuantizationParams
    {
        public float Scale;
        public int ZeroPoint;
    }

    [Flags]
    internal enum XnnpackFlags : uint
    {
        None = 0,
        SignedQuantised = 1,
        UnsignedQuantised = 2,
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct XnnpackOptions
    {
        public int Threads;
        public XnnpackFlags Flags;
        public nint WeightsCache;
    }

    [LibraryImport(Library, EntryPoint = "TfLiteVersion")]
    internal static partial nint Version();

    [LibraryImport(Library, EntryPoint = "TfLiteModelCreate")]
    internal static unsafe partial nint ModelCreate(void* data, nuint size);

    [LibraryImport(Library, EntryPoint = "TfLiteModelDelete")]
    internal static partial void ModelDelete(nint model);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterOptionsCreate")]
    internal static partial nint OptionsCreate();

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterOptionsDelete")]
    internal static partial void OptionsDelete(nint options);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterOptionsSetNumThreads")]
    internal static partial void OptionsSetThreads(OptionsHandle options, int threads);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterOptionsAddDelegate")]
    internal static partial void OptionsAddDelegate(OptionsHandle options, DelegateHandle delegateHandle);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterOptionsSetErrorReporter")]
    internal static unsafe partial void OptionsSetErrorReporter(
        OptionsHandle options, delegate* unmanaged[Cdecl]<nint, nint, nint, void> reporter, nint userData);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterCreate")]
    internal static partial nint InterpreterCreate(ModelHandle model, OptionsHandle options);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterDelete")]
    internal static partial void InterpreterDelete(nint interpreter);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterAllocateTensors")]
    internal static partial int AllocateTensors(InterpreterHandle interpreter);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterInvoke")]
    internal static partial int Invoke(InterpreterHandle interpreter);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterGetInputTensorCount")]
    internal static partial int InputCount(InterpreterHandle interpreter);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterGetInputTensor")]
    internal static partial nint Input(InterpreterHandle interpreter, int index);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterGetOutputTensorCount")]
    internal static partial int OutputCount(InterpreterHandle interpreter);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterGetOutputTensor")]
    internal static partial nint Output(InterpreterHandle interpreter, int index);

    [LibraryImport(Library, EntryPoint = "TfLiteTensorType")]
    internal static partial int TensorType(nint tensor);

    [LibraryImport(Library, EntryPoint = "TfLiteTensorNumDims")]
    internal static partial int TensorRank(nint tensor);

    [LibraryImport(Library, EntryPoint = "TfLiteTensorDim")]
    internal static partial int TensorDimension(nint tensor, int index);

    [LibraryImport(Library, EntryPoint = "TfLiteTensorByteSize")]
    internal static partial nuint TensorByteSize(nint tensor);

    [LibraryImport(Library, EntryPoint = "TfLiteTensorData")]
    internal static partial nint TensorData(nint tensor);

    [LibraryImport(Library, EntryPoint = "TfLiteTensorName")]
    internal static partial nint TensorName(nint tensor);

    [LibraryImport(Library, EntryPoint = "TfLiteTensorQuantizationParams")]
    internal static partial QuantizationParams TensorQuantization(nint tensor);

    [LibraryImport(Library, EntryPoint = "TfLiteXNNPackDelegateOptionsDefault")]
    internal static partial XnnpackOptions XnnpackDefaults();

    [LibraryImport(Library, EntryPoint = "TfLiteXNNPackDelegateCreate")]
    internal static partial nint XnnpackCreate(in XnnpackOptions options);

    [LibraryImport(Library, EntryPoint = "TfLiteXNNPackDelegateDelete")]
    internal static partial void XnnpackDelete(nint delegateHandle);
}
