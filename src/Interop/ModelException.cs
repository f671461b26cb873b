namespace Actors.Interop;

/// <summary>A model that cannot be used, or not on the device asked for.</summary>
public class ModelException : InteropException
{
    /// <summary>What is wrong with the model.</summary>
    public enum Fault
    {
        /// <summary>The file cannot be read.</summary>
        Unreadable,

        /// <summary>The bytes are no TensorFlow Lite model.</summary>
        NotAModel,

        /// <summary>It starts like a model, but its tables point outside the data: truncated or damaged.</summary>
        Damaged,

        /// <summary>Compiled for the Edge TPU, and opened without one.</summary>
        NeedsEdgeTpu,

        /// <summary>Not compiled for the Edge TPU, and opened on one: nothing of it would run there.</summary>
        NotForEdgeTpu,

        /// <summary>Uses an operator that TensorFlow Lite does not know.</summary>
        UnknownOperator,

        /// <summary>TensorFlow Lite refused to prepare it.</summary>
        CannotAllocate,

        /// <summary>Its outputs are not those of a detector, or its input is not an image.</summary>
        NotADetector,
    }

    /// <summary>Creates the exception.</summary>
    public ModelException(Fault fault, string message, Exception? inner = null)
        : base(message, inner)
    {
        Reason = fault;
    }

    /// <summary>What is wrong with the model.</summary>
    public Fault Reason { get; }
}
