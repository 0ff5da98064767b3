using System.Text;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Dhcp.Serving;
using Orchestrator.Dhcp.Wire;
using Orchestrator.Fuzzing;

namespace Orchestrator.Dhcp.Tests;

/// <summary>Case group F: whatever bytes come, there is silence or a whole answer that gives nobody another address.</summary>
public sealed class DhcpFuzzTests
{
    private static readonly Encoding Bytes = Encoding.Latin1;

    [Fact]
    public void Answer_AnyBytes_IsNothingOrTheClientsOwn()
    {
        var time = new FakeTimeProvider();
        var responder = new Responder(Messages.Server, new Messages.One(), new Pace(time));
        string[] seeds =
        [
            .. new[]
            {
                Messages.Request(DhcpType.Discover, requested: "10.9.0.99", clientId: [0xFF, 1, 2, 3]),
                Messages.Request(DhcpType.Request, "10.9.0.7", server: "10.9.0.1", clientId: new byte[255 - 200]),
                Messages.Request(DhcpType.Request, current: "10.9.0.7"),
                Messages.Request(DhcpType.Inform, current: "10.9.0.7"),
            }.Select(Bytes.GetString),
        ];
        var answered = 0;
        Fuzz.Run(seeds, ["\x35\x01\x01", "\x34\x01\x03", "\xFF", "\0", "\x3D\xFF"], text =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            if (responder.Answer(Bytes.GetBytes(text)) is not { } answer)
                return;
            answered++;
            answer.Message.Length.ShouldBeInRange(300, 576);
            Messages.Yours(answer.Message).ToString().ShouldBeOneOf("0.0.0.0", "10.9.0.7");
            Messages.Options(answer.Message)[54].ShouldBe([10, 9, 0, 1]);
        });
        answered.ShouldBeGreaterThan(Fuzz.Inputs / 100);
    }
}
