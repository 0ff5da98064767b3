using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class ConsoleTool : Tool
{
    private static readonly ToolOption Tty = new('t', "tty", "NUMBER", "console tty number: 0 is the console, -1 the first that is free");
    private static readonly ToolOption Escape = new('e', "escape", "PREFIX", "prefix for escape command; the default is ctrl-a");

    public override string Name => "console";

    public override string Summary => "lxc-console logs on the container with the identifier NAME";

    public override string Usage => "--name=NAME [--tty NUMBER]";

    public override IReadOnlyList<ToolOption> Options => [Tty, Escape];

    public override int Run(ToolCall call)
    {
        using var container = call.Open();
        if (container is null)
            return 1;
        if (!container.IsRunning)
            return call.Fail($"{call.Name} is not running");
        var escape = Key(call.Get(Escape) ?? "^a");
        call.Out.WriteLine($"\nConnected to tty {call.Integer(Tty) ?? -1}\nType <Ctrl+{(char)('a' + escape - 1)} q> to exit the console\n");
        call.Out.Flush();
        return container.Console(call.Integer(Tty) ?? -1, 0, 1, 2, escape) == 0 ? 0 : call.Fail(container);
    }

    private static int Key(string text) => text switch
    {
        ['^', var letter] when char.IsAsciiLetter(letter) => char.ToLowerInvariant(letter) - 'a' + 1,
        [var letter] when char.IsAsciiLetter(letter) => char.ToLowerInvariant(letter) - 'a' + 1,
        _ => throw new UsageException($"-e wants a letter such as ^a, not '{text}'"),
    };
}
