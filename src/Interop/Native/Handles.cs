using System.Runtime.InteropServices;

namespace Actors.Interop.Native;

/// <summary>A TfLiteModel together with the memory it reads from, which must live as long.</summary>
internal sealed unsafe class ModelHandle : SafeHandle
{
    private void* _data;
    private readonly int _length;

    private ModelHandle(nint model, void* data, int length)
        : base(0, ownsHandle: true)
    {
        _data = data;
        _length = length;
        SetHandle(model);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The bytes; whoever reads them holds a reference.</summary>
    public ReadOnlySpan<byte> Bytes => new(_data, _length);

    /// <summary>Copies the bytes and has TensorFlow Lite verify them; null where it refuses them.</summary>
    public static ModelHandle? Create(ReadOnlySpan<byte> bytes)
    {
        // Flatbuffers are read in place; TensorFlow Lite wants its buffers aligned to 16.
        var data = NativeMemory.AlignedAlloc((nuint)bytes.Length, 64);
        bytes.CopyTo(new Span<byte>(data, bytes.Length));
        var model = TfLite.ModelCreate(data, (nuint)bytes.Length);
        if (model == 0)
        {
            NativeMemory.AlignedFree(data);
            return null;
        }

        return new ModelHandle(model, data, bytes.Length);
    }

    protected override bool ReleaseHandle()
    {
        TfLite.ModelDelete(handle);
        NativeMemory.AlignedFree(_data);
        _data = null;
        return true;
    }
}

/// <summary>A TfLiteInterpreterOptions.</summary>
internal sealed class OptionsHandle : SafeHandle
{
    public OptionsHandle()
        : base(0, ownsHandle: true)
    {
        SetHandle(TfLite.OptionsCreate());
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        TfLite.OptionsDelete(handle);
        return true;
    }
}

/// <summary>A TfLiteInterpreter, which keeps its model, its delegate and its error text alive.</summary>
/// <remarks>The delegate must outlive the interpreter, so the interpreter holds a reference on it until it is gone.</remarks>
internal sealed class InterpreterHandle : SafeHandle
{
    private readonly ModelHandle _model;
    private readonly DelegateHandle? _delegate;
    private readonly ErrorText _errors;

    private InterpreterHandle(ModelHandle model, DelegateHandle? delegateHandle, ErrorText errors)
        : base(0, ownsHandle: true)
    {
        _model = model;
        _delegate = delegateHandle;
        _errors = errors;
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Makes the interpreter; null where TensorFlow Lite refuses. Takes <paramref name="errors"/> over only where it succeeds.</summary>
    public static InterpreterHandle? Create(ModelHandle model, OptionsHandle options, DelegateHandle? delegateHandle, ErrorText errors)
    {
        var holdsModel = false;
        var holdsDelegate = false;
        InterpreterHandle? created = null;
        try
        {
            // Both before the interpreter exists: were the model disposed meanwhile, the interpreter would be left without.
            model.DangerousAddRef(ref holdsModel);
            delegateHandle?.DangerousAddRef(ref holdsDelegate);
            created = new InterpreterHandle(model, delegateHandle, errors);
            created.SetHandle(TfLite.InterpreterCreate(model, options));
            return created.IsInvalid ? null : created;
        }
        finally
        {
            // An invalid handle is never released, so what it would have held is given back here.
            if (created is not { IsInvalid: false })
            {
                if (holdsModel)
                {
                    model.DangerousRelease();
                }

                if (holdsDelegate)
                {
                    delegateHandle!.DangerousRelease();
                }
            }
        }
    }

    protected override bool ReleaseHandle()
    {
        TfLite.InterpreterDelete(handle);
        _delegate?.DangerousRelease();
        _model.DangerousRelease();
        _errors.Dispose();
        return true;
    }
}

/// <summary>A TfLiteDelegate of whichever library made it.</summary>
internal sealed class DelegateHandle : SafeHandle
{
    private readonly Action<nint> _free;

    public DelegateHandle(nint delegateHandle, Action<nint> free)
        : base(0, ownsHandle: true)
    {
        _free = free;
        SetHandle(delegateHandle);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _free(handle);
        return true;
    }
}
