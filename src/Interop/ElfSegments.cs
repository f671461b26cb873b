using System.Buffers.Binary;

namespace Actors.Interop;

/// <summary>Tells a truncated library before the loader maps it: glibc's dies of SIGBUS where a segment has no file behind it.</summary>
internal static class ElfSegments
{
    // ELF-64 specification, figures 2 and 6. Other classes and byte orders are left to the loader.
    private const int HeaderSize = 64;
    private const int TableOffset = 32;
    private const int EntrySizeOffset = 54;
    private const int EntryCountOffset = 56;
    private const int SegmentOffset = 8;
    private const int SegmentFileSize = 32;
    private const int EntrySize = 56;
    private const uint Loadable = 1;

    /// <summary>Whether a file is a 64-bit ELF library that says it has more to load than the file holds.</summary>
    public static bool ReachPastEnd(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> header = stackalloc byte[HeaderSize];
            if (file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize || !header.StartsWith("\u007fELF\u0002\u0001"u8))
            {
                return false;
            }

            var table = BinaryPrimitives.ReadUInt64LittleEndian(header[TableOffset..]);
            var entrySize = BinaryPrimitives.ReadUInt16LittleEndian(header[EntrySizeOffset..]);
            var entries = BinaryPrimitives.ReadUInt16LittleEndian(header[EntryCountOffset..]);
            var length = (ulong)file.Length;
            if (entrySize < EntrySize || table > length || (ulong)entries * entrySize > length - table)
            {
                return true;
            }

            Span<byte> entry = stackalloc byte[EntrySize];
            for (var i = 0; i < entries; i++)
            {
                file.Position = (long)table + (long)i * entrySize;
                file.ReadExactly(entry);
                var start = BinaryPrimitives.ReadUInt64LittleEndian(entry[SegmentOffset..]);
                var size = BinaryPrimitives.ReadUInt64LittleEndian(entry[SegmentFileSize..]);
                if (BinaryPrimitives.ReadUInt32LittleEndian(entry) == Loadable && (start > length || size > length - start))
                {
                    return true;
                }
            }

            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
