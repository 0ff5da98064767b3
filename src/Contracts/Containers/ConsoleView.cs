namespace Orchestrator.Contracts.Containers;

/// <summary>What <c>attach</c> and <c>console</c> can be joined to.</summary>
/// <param name="Tty">Its stdio is the terminal /dev/console.</param>
/// <param name="Stdin">What is typed reaches it.</param>
/// <param name="Ttys">It has /dev/tty1 up to this number.</param>
public sealed record ConsoleView(bool Tty, bool Stdin, int Ttys);
