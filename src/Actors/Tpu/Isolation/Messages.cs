namespace Actors.Tpu.Isolation;

/// <summary>What the program and a device host say to each other, over a local socket. Numbers in the machine's byte order.</summary>
/// <remarks>
/// <code>
///   program                                  device host
///     Describe: model                   ->
///                                       &lt;-   Described: inputs          or Failed     (and no more with this one)
///     Open: device, clock, model        ->
///                                       &lt;-   Opened: path, outputs      or Failed
///     Map: number, path of a memory     ->                                          (before the first Run in it)
///     Unmap: number                     ->                                          (of a memory that was given up)
///     Run: number, offset, length       ->
///                                       &lt;-   Done: the outputs' bytes   or Failed
///     end of stream                     ->   ends
/// </code>
/// </remarks>
internal static class Messages
{
    public const byte Open = 1;
    public const byte Map = 2;
    public const byte Run = 3;
    public const byte Unmap = 4;
    public const byte Describe = 5;
    public const byte Opened = 11;
    public const byte Done = 12;
    public const byte Failed = 13;
    public const byte Described = 14;

    /// <summary>What kind of failure a <see cref="Failed"/> tells of: which exception to throw.</summary>
    public enum Failure : byte
    {
        Inference,
        Device,
        Model,
        Library,
        Unexpected,
    }
}
