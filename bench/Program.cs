using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench -- --filter '*'      (everything)
// dotnet run -c Release --project bench -- --filter '*Prepare*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
