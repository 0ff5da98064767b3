using Xunit.v3;

namespace Orchestrator.TestSupport.Machines;

/// <summary>
/// Marks a class or a test that <c>./test --vm</c> runs inside the test machine. The traits are what <c>./test</c>
/// selects by; a test needs nothing else, but one that cannot run elsewhere says so by <see cref="Only"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class InMachineAttribute(Machine machine) : Attribute, ITraitAttribute
{
    public Machine Machine => machine;

    /// <summary>Part of the short form in a plain <c>./test</c> too.</summary>
    public bool Short { get; init; }

    /// <summary>Not run on the host where the machine is to be had; elsewhere <see cref="Inside"/> tells why it is skipped.</summary>
    public bool Only { get; init; }

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits()
    {
        var name = machine.ToString().ToLowerInvariant();
        List<KeyValuePair<string, string>> traits = [new("machine", name)];
        if (Short)
            traits.Add(new("machine-short", name));
        if (Only)
            traits.Add(new("machine-only", "yes"));
        return traits;
    }
}
