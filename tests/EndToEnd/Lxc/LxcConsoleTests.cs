using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

public sealed class LxcConsoleTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private readonly LxcSite _site = new(root);

    [Fact]
    public async Task Console_IsTypedAt_AndLeftByTheEscape()
    {
        _site.Make("talk", "lxc.tty.max = 2\n", init: "/bin/sh");
        (await _site.Type("lxc-start -P $P -n talk")).Ok();
        var lines = (await _site.Type("lxc-info -P $P -n talk -s -H")).Ok().Out;
        lines.ShouldBe("RUNNING\n");
        await using (var terminal = TerminalCli.StartCommand(root, $"{Binaries.Directory}/lxc-console -P {_site.Containers} -n talk -t 0"))
        {
            await terminal.SeeAsync("Type <Ctrl+a q> to exit the console");
            await terminal.TypeAsync("echo sum=$((40+2))\r");
            await terminal.SeeAsync("sum=42");
            await terminal.TypeAsync("\x01q");
            (await terminal.ExitAsync()).ShouldBe(0);
        }
        (await _site.Type("lxc-info -P $P -n talk -s -H")).Ok().Out.ShouldBe("RUNNING\n");
        await using (var terminal = TerminalCli.StartCommand(root, $"{Binaries.Directory}/lxc-console -P {_site.Containers} -n talk -t 0 -e ^b"))
        {
            await terminal.TypeAsync("echo again=$((40+3))\r");
            await terminal.SeeAsync("again=43");
            await terminal.TypeAsync("\x02q");
            (await terminal.ExitAsync()).ShouldBe(0);
        }
        (await _site.Steps(await _site.EngineName("talk"))).Count(step => step == "container-console-opened").ShouldBeGreaterThanOrEqualTo(2);
        (await _site.Type("lxc-stop -P $P -n talk -k")).Ok();
        (await _site.Type("lxc-console -P $P -n talk")).Expect(1);
    }
}
