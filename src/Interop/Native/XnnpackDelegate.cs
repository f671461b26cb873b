using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Actors.Interop.Native;

/// <summary>An XNNPACK delegate that says how many operators it took, and can be kept from some of them.</summary>
/// <remarks>
/// XNNPACK chooses its operators with looser checks than those it then builds them by: one operator it cannot build
/// (a uint8 logistic with an unusual scale, say) makes the whole model fail to allocate. So this delegate puts itself
/// between: it shows XNNPACK the execution plan without the operators that failed before. The hidden ones run on
/// TensorFlow Lite's own kernels and the rest stays fast. The struct layouts are those of
/// <c>tensorflow/lite/c/common.h</c>, 2.9, of which only the first fields are read.
/// </remarks>
internal sealed unsafe partial class XnnpackDelegate
{
    [StructLayout(LayoutKind.Sequential)]
    private struct NativeDelegate
    {
        public void* Data;
        public delegate* unmanaged[Cdecl]<NativeContext*, NativeDelegate*, int> Prepare;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct NativeContext
    {
        public nuint TensorCount;
        public delegate* unmanaged[Cdecl]<NativeContext*, int**, int> GetExecutionPlan;
    }

    // TensorFlow Lite calls Prepare inside TfLiteInterpreterCreate, so on the thread that is creating the interpreter.
    [ThreadStatic]
    private static XnnpackDelegate? _preparing;

    private readonly HashSet<int> _hidden;
    private readonly delegate* unmanaged[Cdecl]<NativeContext*, NativeDelegate*, int> _prepare;
    private delegate* unmanaged[Cdecl]<NativeContext*, int**, int> _getExecutionPlan;
    private int[] _shownPlan = [];
    private GCHandle _pinnedPlan;

    private XnnpackDelegate(nint handle, HashSet<int> hidden)
    {
        _hidden = hidden;
        Handle = new DelegateHandle(handle, TfLite.XnnpackDelete);
        var native = (NativeDelegate*)handle;
        _prepare = native->Prepare;
        native->Prepare = &Prepare;
    }

    public DelegateHandle Handle { get; }

    /// <summary>Operators of the model.</summary>
    public int Operators { get; private set; }

    /// <summary>Operators that XNNPACK runs.</summary>
    public int Taken { get; private set; }

    /// <summary>Makes a delegate; null where XNNPACK refuses.</summary>
    /// <param name="threads">CPU threads.</param>
    /// <param name="flags">Which quantised types it may take.</param>
    /// <param name="hidden">Operators, by index, that it must leave alone.</param>
    public static XnnpackDelegate? Create(int threads, TfLite.XnnpackFlags flags, HashSet<int> hidden)
    {
        var options = TfLite.XnnpackDefaults();
        options.Threads = threads;
        options.Flags = flags;
        var handle = TfLite.XnnpackCreate(options);
        return handle == 0 ? null : new XnnpackDelegate(handle, hidden);
    }

    /// <summary>Lets the interpreter that <paramref name="create"/> makes use this delegate.</summary>
    public T While<T>(Func<T> create)
    {
        _preparing = this;
        try
        {
            return create();
        }
        finally
        {
            _preparing = null;
        }
    }

    /// <summary>Reads from TensorFlow Lite's complaint which operators XNNPACK chose and could not build.</summary>
    public static IEnumerable<int> FailedOperators(string said) =>
        FailedOperator().Matches(said).Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));

    [GeneratedRegex(@"failed to delegate \S+ node #(\d+)")]
    private static partial Regex FailedOperator();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Prepare(NativeContext* context, NativeDelegate* native)
    {
        // Called once for each graph of the model; all but the first are bodies of its conditions and loops.
        const int error = 1;
        if (_preparing is not { } self)
        {
            return error;
        }

        self._getExecutionPlan = context->GetExecutionPlan;
        var before = self.Plan(context);
        self.Show([.. before.Where(index => !self._hidden.Contains(index))]);
        context->GetExecutionPlan = &ShowPlan;
        var status = self._prepare(context, native);
        context->GetExecutionPlan = self._getExecutionPlan;
        var after = self.Plan(context);
        self.Operators += before.Length;
        self.Taken += before.Except(after).Count();
        self._pinnedPlan.Free();
        return status;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShowPlan(NativeContext* context, int** plan)
    {
        *plan = (int*)_preparing!._pinnedPlan.AddrOfPinnedObject();
        return 0;
    }

    // A TfLiteIntArray: its length, then its elements.
    private int[] Plan(NativeContext* context)
    {
        int* plan = null;
        return _getExecutionPlan(context, &plan) == 0 ? new ReadOnlySpan<int>(plan + 1, *plan).ToArray() : [];
    }

    private void Show(int[] plan)
    {
        _shownPlan = [plan.Length, .. plan];
        _pinnedPlan = GCHandle.Alloc(_shownPlan, GCHandleType.Pinned);
    }
}
