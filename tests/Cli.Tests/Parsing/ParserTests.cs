using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs;

namespace Orchestrator.Cli.Tests.Parsing;

public sealed class ParserTests
{
    [Theory]
    [InlineData("run busybox ls -e --rm", "run", "busybox|ls|-e|--rm")]
    [InlineData("run --rm busybox sh -c x", "run", "busybox|sh|-c|x")]
    [InlineData("run -- busybox -x", "run", "busybox|-x")]
    [InlineData("exec -it c1 sh -i", "exec", "c1|sh|-i")]
    [InlineData("exec c1 ls -e", "exec", "c1|ls|-e")]
    [InlineData("--root /r ps", "ps", "")]
    [InlineData("ps --root=/r", "ps", "")]
    [InlineData("ls -aq", "ps", "")]
    [InlineData("fleet freeze --all", "fleet freeze", "")]
    [InlineData("pause a b", "freeze", "a|b")]
    [InlineData("stop a -t 5s b", "stop", "a|b")]
    public void Parse_Words_VerbAndOperands(string line, string verb, string operands)
    {
        var parsed = Parser.Parse(line.Split(' '), AllVerbs.Table());

        parsed.Verb.Name.ShouldBe(verb);
        string.Join('|', parsed.Arguments.Operands).ShouldBe(operands);
    }

    [Theory]
    [InlineData("rn busybox", "'rn' is no orch command; did you mean 'run'?")]
    [InlineData("fleet freze --all", "'fleet freze' is no orch command; did you mean 'fleet freeze'?")]
    [InlineData("run --memry 1M busybox", "unknown option --memry; did you mean '--memory'?")]
    [InlineData("ps -x", "unknown option -x")]
    [InlineData("ps -ax", "unknown option -x in -ax")]
    [InlineData("ps extra", "orch ps takes no argument, but got 'extra'")]
    [InlineData("inspect", "orch inspect wants CONTAINER...")]
    [InlineData("ps --format", "--format wants a value: --format FORMAT")]
    [InlineData("ps --format xml", "--format must be one of table, json, csv, yaml, not 'xml'")]
    [InlineData("ps --all=maybe", "--all takes no value")]
    [InlineData("rename a", "orch rename wants CONTAINER NEWNAME")]
    [InlineData("rename a b c", "orch rename takes CONTAINER NEWNAME; 'c' is too much")]
    public void Parse_WrongWords_OneClearSentence(string line, string message)
    {
        var error = Should.Throw<UsageException>(() => Parser.Parse(line.Split(' '), AllVerbs.Table()));

        error.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("-eA=1", "A=1")]
    [InlineData("-e|A=1", "A=1")]
    [InlineData("--env=A=1", "A=1")]
    [InlineData("--env|A=1", "A=1")]
    public void Parse_ValueForms_SameValue(string words, string value)
    {
        var parsed = Parser.Parse(["run", .. words.Split('|'), "busybox"], AllVerbs.Table());

        var env = parsed.Verb.AllOptions.Single(o => o.Long == "--env");
        parsed.Arguments.All(env).ShouldBe([value]);
    }

    [Fact]
    public void Parse_BundledSwitches_EachIsSet()
    {
        var parsed = Parser.Parse(["exec", "-it", "c", "sh"], AllVerbs.Table());

        foreach (var name in (string[])["--interactive", "--tty"])
            parsed.Arguments.Has(parsed.Verb.AllOptions.Single(o => o.Long == name)).ShouldBeTrue();
    }

    [Fact]
    public void AllVerbs_Options_NoShortNameTwice()
    {
        foreach (var verb in AllVerbs.Table().All)
        {
            var shorts = verb.AllOptions.Select(o => o.Short).OfType<string>().ToList();
            shorts.ShouldBeUnique(verb.Name);
            verb.AllOptions.Select(o => o.Long).ToList().ShouldBeUnique(verb.Name);
        }
    }
}
