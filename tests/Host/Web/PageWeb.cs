namespace Actors.Tests.Host.Web;

/// <summary>A host whose pictures move and cost a browser little.</summary>
public sealed class PageWeb() : RunningWeb("--devices", "2xsim:5ms", "--camera", "front=test:320x240@10");
