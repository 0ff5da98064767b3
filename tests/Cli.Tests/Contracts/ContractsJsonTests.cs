using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Tests.Contracts;

public sealed class ContractsJsonTests
{
    // The names that every script relies on; rename none.
    [Fact]
    public void ContainerView_Json_PromisedNames()
    {
        var json = JsonSerializer.SerializeToElement(
            new ContainerView
            {
                Name = "n",
                Id = Guid.Empty,
                State = ContainerStates.Running,
                Exit = new ExitView(),
                Usage = new UsageView(),
                Freeze = new FreezeView(),
                Isolation = new IsolationView(),
            },
            ContractsJson.Default.ContainerView);

        string[] names = ["name", "id", "state", "image", "command", "labels", "node", "pid", "attempt", "createdAt", "startedAt", "finishedAt", "exit", "usage", "freeze", "isolation"];
        json.EnumerateObject().Select(p => p.Name).Take(names.Length).ShouldBe(names);
        Names(json, "exit").ShouldBe(
            ["code", "signal", "oom", "oomLevel", "timedOut", "unknown", "reason", "system", "coreDumped", "oomKills", "attempt", "ending", "runUsec", "pressure"]);
        Names(json, "usage").ShouldBe(["cpuUsec", "memoryPeakBytes", "memoryBytes", "ioReadBytes", "ioWriteBytes", "pids", "pidsPeak", "frozenUsec", "network"]);
        Names(json, "freeze").ShouldBe(["by", "reason", "since", "until", "scope", "owner", "others"]);
        json.GetProperty("pid").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void ContainerRequest_MissingProperties_Defaults()
    {
        var request = JsonSerializer.Deserialize("""{"image":"busybox"}""", ContractsJson.Default.ContainerRequest)!;

        request.NoNewPrivileges.ShouldBeTrue();
        request.Command.ShouldBeEmpty();
        request.Resources.ShouldBe(new ResourceRequest());
    }

    [Fact]
    public void ContainerRequest_UnknownProperty_Refused() =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize("""{"imagge":"x"}""", ContractsJson.Default.ContainerRequest));

    private static IEnumerable<string> Names(JsonElement json, string property) =>
        json.GetProperty(property).EnumerateObject().Select(p => p.Name);
}
