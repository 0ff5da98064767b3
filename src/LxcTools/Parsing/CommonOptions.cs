namespace Orchestrator.LxcTools.Parsing;

/// <summary>What every tool takes.</summary>
internal static class CommonOptions
{
    public static readonly ToolOption Name = new('n', "name", "NAME", "NAME of the container");
    public static readonly ToolOption LogFile = new('o', "logfile", "FILE", "Output log to FILE instead of stderr");
    public static readonly ToolOption LogPriority = new('l', "logpriority", "LEVEL", "Set log priority to LEVEL");
    public static readonly ToolOption Quiet = new('q', "quiet", null, "Don't produce any output");
    public static readonly ToolOption LxcPath = new('P', "lxcpath", "PATH", "Use specified container path");
    public static readonly ToolOption RcFile = new(ToolOption.None, "rcfile", "FILE", "Load configuration file FILE");
    public static readonly ToolOption Help = new('?', "help", null, "Give this help list");
    public static readonly ToolOption Usage = new(ToolOption.None, "usage", null, "Give a short usage message");
    public static readonly ToolOption Version = new(ToolOption.None, "version", null, "Print the version number");

    public static IReadOnlyList<ToolOption> All { get; } = [LogFile, LogPriority, Quiet, LxcPath, Help, Usage, Version];

    /// <summary>Of LXC, whose commands these are.</summary>
    public const string LxcVersion = "7.0.0";
}
