using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Tests.Model;

namespace Orchestrator.Actors.Tests.Containers;

public sealed class LabelTests
{
    /// <summary>
    /// Annotations of a bundle become labels, and selectors decide what is frozen and thawed: what a stranger wrote must not
    /// put a container into a batch, or give it another's name (CVE-2026-53488).
    /// </summary>
    [Theory]
    [InlineData("batch", null)]
    [InlineData("job", null)]
    [InlineData("image", "busybox")]
    [InlineData("tier", "x")]
    public void E18_Label_NamedLikeTheEnginesOwn_IsNotTakenForIt(string key, string? value)
    {
        var state = States.In(ContainerPhase.Running);
        state = state with
        {
            Spec = state.Spec with
            {
                Image = "busybox",
                Labels = new Dictionary<string, string> { ["batch"] = "x", ["job"] = "x", ["image"] = "x", ["name"] = "x", ["tier"] = "x" },
            },
        };

        ContainerViews.Label(state, key).ShouldBe(value);
        ContainerViews.Label(state, "name").ShouldBe(state.Name);
    }
}
