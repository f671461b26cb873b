using System.Globalization;
using Actors.Bench;
using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench -- --filter '*'                     (everything)
// dotnet run -c Release --project bench -- --filter '*Prepare*'
// dotnet run -c Release --project bench -- plot results.json docs           (draws what ./actors bench --json wrote)
// dotnet run -c Release --project bench -- tables results.json              (prints it as the tables of docs/performance.md)
// dotnet run -c Release --project bench -- pictures docs                    (of the page, by Chromium, two minutes)
// dotnet run -c Release --project bench -- routing                          (what passing a frame on costs, a minute)
// dotnet run -c Release --project bench -- web [SECONDS]                    (what viewers and listeners cost; ten minutes with the usual 8 s a reading)
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

if (args is ["web", .. var spans])
{
    await WebCost.RunAsync(spans is [var seconds] ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)) : TimeSpan.FromSeconds(8));
    return;
}

if (args is ["pictures", var docs])
{
    await PagePictures.TakeAsync(docs);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
