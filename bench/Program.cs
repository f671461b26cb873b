using Actors.Bench;
using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench -- --filter '*'                     (everything)
// dotnet run -c Release --project bench -- --filter '*Prepare*'
// dotnet run -c Release --project bench -- plot results.json docs           (draws what ./actors bench --json wrote)
// dotnet run -c Release --project bench -- tables results.json              (prints it as the tables of docs/performance.md)
// dotnet run -c Release --project bench -- routing                          (what passing a frame on costs, a minute)
if (args is ["plot", var results, var folder])
{
    Plots.Draw(results, folder);
    return;
}

if (args is ["tables", var measured])
{
    Tables.Print(measured, Console.Out);
    return;
}

if (args is ["routing"])
{
    await RoutingCost.RunAsync();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
