using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Tests.Contracts;

public sealed class ValueTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("4096", 4096)]
    [InlineData("64M", 64L << 20)]
    [InlineData("64MiB", 64L << 20)]
    [InlineData("64mb", 64L << 20)]
    [InlineData("1.5g", 3L << 29)]
    [InlineData(" 2 k ", 2048)]
    public void ByteSize_Text_Bytes(string text, long bytes)
    {
        ByteSize.TryParse(text, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("-1")]
    [InlineData("64Q")]
    [InlineData("1e3")]
    [InlineData("8192P")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("1..5M")]
    public void ByteSize_Nonsense_Refused(string text) => ByteSize.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("30", 30)]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("250ms", 0.25)]
    [InlineData("2d", 172800)]
    public void Duration_Text_Seconds(string text, double seconds)
    {
        Duration.TryParse(text, out var parsed).ShouldBeTrue();
        parsed.TotalSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5s")]
    [InlineData("5y")]
    [InlineData("1h30")]
    [InlineData("99999999999999999999d")]
    [InlineData("NaN")]
    public void Duration_Nonsense_Refused(string text) => Duration.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("9", 9)]
    [InlineData("KILL", 9)]
    [InlineData("SIGTERM", 15)]
    [InlineData("sigint", 2)]
    [InlineData("RTMIN+3", 37)]
    public void Signals_Text_Number(string text, int number)
    {
        Signals.TryParse(text, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(number);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("")]
    [InlineData("SIG")]
    [InlineData("FOO")]
    public void Signals_Nonsense_Refused(string text) => Signals.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData(".a", false)]
    [InlineData("a/b", false)]
    [InlineData("ä", false)]
    [InlineData("a b", false)]
    [InlineData("web-1_x+y.z", true)]
    public void Names_Text_Rule(string name, bool valid) => Names.IsValid(name).ShouldBe(valid);

    [Fact]
    public void Names_TooLong_Refused() => Names.IsValid(new string('a', 129)).ShouldBeFalse();
}
