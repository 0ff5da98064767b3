using Orchestrator.EndToEnd.Harness;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Chaos.Failpoints;

/// <summary>
/// V01 at every named place: daemon or launcher dies there by SIGKILL, with orders under way. Each container is adopted
/// or ended exactly once, its status is the true one, and no cgroup or mount stays.
/// </summary>
public sealed class FailpointKillTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    /// <summary>One of each kind; all of them with <c>./test --chaos</c>.</summary>
    private static readonly string[] Short =
    [
        "journal.after-write", "container.before-outcome", "runtime.after-launch", "launcher.after-go",
        "launcher.before-exit-notice",
    ];

    /// <summary>
    /// Reached by none of the orders here: a snapshot is written after many records, and a launcher adopts by request only
    /// when its state file is lost, or from a daemon that outlived the one before (LauncherLossTests).
    /// </summary>
    private static readonly string[] Elsewhere =
        ["snapshot.before-write", "snapshot.before-rename", "snapshot.after-rename", "launcher.before-adopt"];

    private static int _number;

    public static TheoryData<string> Places() =>
        [.. Environment.GetEnvironmentVariable("ORCH_CHAOS_KILLS") is null ? Short : FailpointNames.All.Except(Elsewhere)];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task V01_KilledAtNamedPlace_EachContainerIsAdoptedOrEndedOnce(string place)
    {
        var parent = Path.GetFileName((await root.Info()).GetProperty("cgroup").GetProperty("parent").GetString()!);
        // The launcher's places twice: with the daemon there, and with nobody left who had seen the process.
        foreach (var hit in place.StartsWith("launcher.", StringComparison.Ordinal) ? (int[])[1, 2] : [1])
        {
            var stage = new Stage(root, place, hit, $"{++_number}");
            await stage.SetAsync();
            await stage.PlayAsync();
            var wrong = await stage.JudgeAsync(parent);
            Assert.True(wrong.Count == 0, $"{place}, hit {hit}:\n{string.Join('\n', wrong)}");
            if (hit == 1)
                stage.Died.ShouldBeTrue($"{place} was not reached");
        }
    }
}
