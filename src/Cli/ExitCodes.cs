using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli;

/// <summary>What the process ends with; the payload's own code where there is one.</summary>
internal static class ExitCodes
{
    /// <summary>The history that was verified is not sound.</summary>
    public const int NotSound = 1;

    public const int Usage = 2;
    public const int Unreachable = 3;
    public const int TimedOut = 124;
    public const int Engine = 125;
    public const int CannotInvoke = 126;
    public const int NotFound = 127;
    public const int Interrupted = 130;

    public static int Of(ExitView? exit) => exit switch
    {
        null => Engine,
        { TimedOut: true } => TimedOut,
        { Code: { } code } => code,
        { System: not null } => 0,
        { Signal: { } signal } => 128 + signal,
        _ => Engine,
    };

    /// <summary>One line for a person: <c>exited with 1</c>, <c>killed by SIGKILL (out of memory)</c>.</summary>
    public static string Describe(ExitView exit)
    {
        var text = exit switch
        {
            { Unknown: true } => "ended, nobody knows how",
            { Code: { } code } => $"exited with {code}",
            { System: "halt" } => "shut itself down",
            { System: not null } => "rebooted itself",
            { Signal: { } signal } => $"killed by {Contracts.Values.Signals.Name(signal)}",
            _ => "ended",
        };
        if (exit.Oom)
            text += exit.OomLevel is null ? " (out of memory)" : $" (out of memory: limit of the {exit.OomLevel})";
        if (exit.TimedOut)
            text += " (time limit)";
        return exit.Reason is null ? text : $"{text}: {exit.Reason}";
    }
}
