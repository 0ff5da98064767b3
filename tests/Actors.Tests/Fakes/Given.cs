using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Fakes;

internal static class Given
{
    public static Caller User { get; } = new(1000, "ann");

    public static ContainerSpec Spec { get; } = new() { Image = "busybox", Command = ["true"] };

    public static CreateContainer Create(string? name, ContainerSpec? spec = null, bool start = false) =>
        new(User, "test", name, spec ?? Spec) { Start = start };
}
