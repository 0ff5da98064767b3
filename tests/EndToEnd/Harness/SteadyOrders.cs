namespace Orchestrator.EndToEnd.Harness;

/// <summary>A user who gives one order after the other and notes what was acknowledged, what was refused, and when.</summary>
internal sealed class SteadyOrders(OrchRoot root)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private int _number;

    /// <summary>Containers that were said to have been made.</summary>
    public List<string> Acknowledged { get; } = [];

    public List<CliResult> Refused { get; } = [];

    /// <summary>TimeProvider's timestamp of the last acknowledgement.</summary>
    public long LastTaken { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var name = $"order-{_number++}";
            var result = await root.Orch("create", "--name", name, "busybox", "true");
            if (result.ExitCode == 0)
            {
                Acknowledged.Add(name);
                LastTaken = TimeProvider.System.GetTimestamp();
            }
            else
            {
                Refused.Add(result);
            }
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Every acknowledged container is there, and no refusal was without a reason and a way on.</summary>
    public async Task CheckAsync(string why)
    {
        var there = (await root.Orch("ps", "-a", "--format", "json")).Ok().Json.EnumerateArray()
            .Select(container => container.GetProperty("name").GetString()).ToHashSet();
        Acknowledged.Where(name => !there.Contains(name)).ShouldBeEmpty("acknowledged, and gone");
        foreach (var refusal in Refused)
        {
            refusal.ExitCode.ShouldBe(125, refusal.ToString());
            refusal.Error.ShouldMatch(why);
            refusal.Error.ShouldMatch("(?i)try again|once this is mended|retry", refusal.ToString());
        }
    }
}
