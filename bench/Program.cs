using Actors.Bench;
using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench -- --filter '*'                     (everything)
// dotnet run -c Release --project bench -- --filter '*Prepare*'
// dotnet run -c Release --project bench -- plot results.json docs           (draws what ./actors bench --json wrote)
if (args is ["plot", var results, var folder])
{
    Plots.Draw(results, folder);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
