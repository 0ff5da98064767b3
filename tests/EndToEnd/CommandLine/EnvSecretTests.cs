using System.Text;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.CommandLine;

/// <summary>A secret variable: the payload has its value, and nothing that the engine keeps does.</summary>
public sealed class EnvSecretTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task EnvSecret_IsThePayloadsAlone()
    {
        const string Value = "open-sesame-4711";
        var folder = Directory.CreateTempSubdirectory("e2e-secret-").FullName;
        var file = Path.Combine(folder, "token");
        File.WriteAllText(file, Value + "\n");
        try
        {
            (await root.Orch("run", "-d", "--name", "keeper", "--env-secret", $"TOKEN={file}", "busybox", "sh", "-c", "echo ${#TOKEN}; sleep 600")).Ok();
            await Clock.Until("it has told the length", async () => (await root.Orch("logs", "keeper")).Out == $"{Value.Length}\n");
            (await root.Orch("exec", "keeper", "sh", "-c", "echo ${#TOKEN}")).Ok().Out.ShouldBe($"{Value.Length}\n");

            var inspect = (await root.Orch("inspect", "keeper", "--format", "json")).Ok().Out;
            inspect.ShouldNotContain(Value);
            (await root.Orch("events", "--since", "1", "--until", "now", "--format", "json")).Ok().Out.ShouldNotContain(Value);

            // A new value counts from the next start on.
            File.WriteAllText(file, "short");
            (await root.Orch("restart", "-t", "0", "keeper")).Ok();
            await Clock.Until("it has told the new length", async () => (await root.Orch("logs", "keeper")).Out.EndsWith("5\n", StringComparison.Ordinal));
            (await root.Orch("daemon", "--stop")).Ok();
            foreach (var path in ((string[])["lib", "log", "etc"]).Select(name => Path.Combine(root.Path, name)).Where(Directory.Exists)
                .SelectMany(kept => Directory.EnumerateFiles(kept, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
                .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)))
                (File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Value)) >= 0).ShouldBeFalse(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task EnvSecret_OfAFileThatIsNotThere_IsRefused()
    {
        var refused = await root.Orch("run", "--env-secret", "TOKEN=/not/there", "busybox", "true");
        refused.ExitCode.ShouldBe(125);
        refused.Error.ShouldContain("The secret variable TOKEN cannot be read from /not/there: ENOENT");
    }
}
