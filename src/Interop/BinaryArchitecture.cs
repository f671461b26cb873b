using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Actors.Interop;

/// <summary>Reads from a library's header which processor it is for.</summary>
internal static class BinaryArchitecture
{
    /// <summary>The processor of an ELF library, or null where the file is no ELF or names one we do not know.</summary>
    public static Architecture? Of(string path)
    {
        Span<byte> header = stackalloc byte[20];
        try
        {
            using var file = File.OpenRead(path);
            if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            {
                return null;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (!header.StartsWith("\u007fELF"u8))
        {
            return null;
        }

        // e_machine, ELF specification, figure 1-4: two bytes at offset 18, in the file's own byte order.
        var machine = header[5] == 2
            ? BinaryPrimitives.ReadUInt16BigEndian(header[18..])
            : BinaryPrimitives.ReadUInt16LittleEndian(header[18..]);
        return machine switch
        {
            3 => Architecture.X86,
            40 => Architecture.Arm,
            62 => Architecture.X64,
            183 => Architecture.Arm64,
            _ => null,
        };
    }
}
