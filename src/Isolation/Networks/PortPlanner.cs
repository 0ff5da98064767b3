using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Networks;

/// <summary>Judges ports that a container wants of the host, chooses those that are left open, and holds them for it.</summary>
internal sealed class PortPlanner(AddressTable table, HostPorts host)
{
    private readonly Lock _gate = new();

    public PortOutcome Plan(Guid container, IReadOnlyList<PortSpec> ports)
    {
        if (PortCheck.Check(ports) is { } problem)
            return new PortOutcome(null, problem);
        if (ports.Count > 0 && !table.Of(container).Any(member => member.IsForwardedTo))
            return new PortOutcome(null, "Ports are forwarded to containers of a network that is not isolated only: add one with --network.");
        lock (_gate)
        {
            var had = table.PortsOf(container);
            var chosen = new List<PortSpec>();
            foreach (var port in ports)
            {
                if (port.HostPort != 0)
                {
                    chosen.Add(port);
                    continue;
                }
                if (host.Choose(port, choice => table.IsFree(choice, container) && chosen.All(other => other.HostPort != choice.HostPort)) is not { } free)
                    return new PortOutcome(null, "No port of the host is free.");
                chosen.Add(port with { HostPort = free });
            }
            if (table.Holder(chosen, container) is { } held)
                return new PortOutcome(null, held);
            if (chosen.Where(port => !had.Contains(port)).Select(host.Probe).FirstOrDefault(taken => taken is not null) is { } inUse)
                return new PortOutcome(null, inUse);
            table.Hold(container, chosen);
            return new PortOutcome(chosen, null);
        }
    }
}
