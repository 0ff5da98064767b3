using System.Runtime.InteropServices;

namespace Orchestrator.Isolation.Consoles;

/// <summary>What a launch with a console gets from its holder.</summary>
/// <param name="Holder">The connection over which the child sends its terminals; null without a terminal.</param>
/// <param name="Stdin">The end of the pipe that the payload reads; null with a terminal.</param>
public sealed record HeldConsole(SafeHandle? Holder, SafeHandle? Stdin);
