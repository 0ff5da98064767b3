namespace Orchestrator.Isolation.Spec;

/// <summary>The io weight at one block device.</summary>
/// <param name="Device">A path such as /dev/vda, or MAJOR:MINOR.</param>
public sealed record IoDeviceWeight(string Device, int Weight);
