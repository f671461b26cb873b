namespace Actors.Bench;

/// <summary>The host's program, as it was built beside the benchmarks.</summary>
internal static class HostAssembly
{
    /// <summary>Its path. BenchmarkDotNet runs benchmarks in a folder of its own making, somewhere under the repository.</summary>
    public static string Path
    {
        get
        {
            var root = AppContext.BaseDirectory;
            while (!File.Exists(System.IO.Path.Combine(root, "actors.sln")))
            {
                root = System.IO.Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The benchmarks do not run inside the source tree.");
            }

            return System.IO.Path.Combine(root, "src", "Host", "bin", "Release", "net10.0", "actors-host.dll");
        }
    }
}
