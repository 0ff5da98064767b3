using System.Text.Json;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Tests.Output;

public sealed class FormattingTests
{
    private static readonly IReadOnlyList<Column<(string Name, string Note, int Size)>> Columns =
    [
        new("NAME", r => r.Name),
        new("NOTE", r => r.Note),
        new("SIZE", r => r.Size.ToString(), Right: true, r => (r.Size * 1000).ToString()),
    ];

    private static readonly IReadOnlyList<(string, string, int)> Rows = [("web", "a longer note than fits", 7), ("db", "x", 1234)];

    [Fact]
    public void Table_NoWidth_NothingIsCut() => Table(null).ShouldBe(
        "NAME   NOTE                      SIZE\n"
        + "web    a longer note than fits      7\n"
        + "db     x                         1234\n");

    [Theory]
    [InlineData(40)]
    [InlineData(30)]
    public void Table_Width_LinesFit(int width)
    {
        foreach (var line in Table(width).Split('\n'))
            line.Length.ShouldBeLessThanOrEqualTo(width);
    }

    [Fact]
    public void Table_Narrow_WidestColumnGives() => Table(30).ShouldBe(
        "NAME   NOTE               SIZE\n"
        + "web    a longer note t…      7\n"
        + "db     x                  1234\n");

    [Fact]
    public void Table_ControlCharacters_Harmless()
    {
        var writer = new StringWriter();
        TableWriter.Write(writer, [("a\e[2Jb\nc", "", 0)], Columns, null, bold: false);

        writer.ToString().ShouldNotContain("\e");
        writer.ToString().ShouldContain("a\uFFFD[2Jb\\nc");
    }

    [Fact]
    public void Csv_SpecialCharacters_Quoted()
    {
        var writer = new StringWriter();
        CsvWriter.Write(writer, [("a,b", "say \"hi\"", 2)], Columns);

        writer.ToString().ShouldBe("name,note,size\n\"a,b\",\"say \"\"hi\"\"\",2000\n");
    }

    [Theory]
    [InlineData("""{"a":1,"b":[],"c":{},"d":null}""", "a: 1\nb: []\nc: {}\nd: null\n")]
    [InlineData("""{"a":["x","yes","1","a b",""]}""", "a:\n- x\n- \"yes\"\n- \"1\"\n- \"a b\"\n- \"\"\n")]
    [InlineData("""[{"a":1,"b":{"c":[1]}},2]""", "- a: 1\n  b:\n    c:\n    - 1\n- 2\n")]
    [InlineData("""{"cmd":"echo \"x\"\n#"}""", "cmd: \"echo \\\"x\\\"\\n#\"\n")]
    [InlineData("[]", "[]\n")]
    public void Yaml_Json_Block(string json, string yaml)
    {
        var writer = new StringWriter();
        YamlWriter.Write(writer, JsonDocument.Parse(json).RootElement);

        writer.ToString().ShouldBe(yaml);
    }

    private static string Table(int? width)
    {
        var writer = new StringWriter();
        TableWriter.Write(writer, Rows, Columns, width, bold: false);
        return writer.ToString();
    }
}
