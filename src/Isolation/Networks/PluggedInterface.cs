using System.Net;

namespace Orchestrator.Isolation.Networks;

/// <summary>An interface of a container that runs.</summary>
/// <param name="Device">The host's end; null where there is none.</param>
/// <param name="Guarded">Whether its senders are looked at.</param>
/// <param name="Router4">Its way out.</param>
internal sealed record PluggedInterface(string? Device, bool Guarded, IPAddress? Router4);
