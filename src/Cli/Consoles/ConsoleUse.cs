namespace Orchestrator.Cli.Consoles;

/// <summary>What the caller wants of a console.</summary>
/// <param name="Tty">Output comes from the terminal, not from the log files.</param>
/// <param name="Input">The caller's stdin is passed on.</param>
internal sealed record ConsoleUse(bool Tty, bool Input, DetachKeys Keys);
