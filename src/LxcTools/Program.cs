using Orchestrator.LxcTools;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

return Entry.Run(Environment.GetCommandLineArgs()[0], args);
