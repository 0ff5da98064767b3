using System.Text;
using Orchestrator.Dns.Serving;
using Orchestrator.Dns.Wire;
using Orchestrator.Fuzzing;

namespace Orchestrator.Dns.Tests;

/// <summary>Case group F: whatever bytes come, there is silence or an answer with their id, no longer than the asker takes.</summary>
public sealed class DnsFuzzTests
{
    private static readonly Encoding Bytes = Encoding.Latin1;

    [Fact]
    public void Answer_AnyBytes_IsNothingOrAWholeAnswer()
    {
        var responder = new Responder(new Names(), null);
        string[] seeds =
        [
            .. new[] { "web", "many", "example.org", "2.0.9.10.in-addr.arpa", "" }.SelectMany(name => new[]
            {
                Bytes.GetString(Messages.Query(name, DnsType.A)),
                Bytes.GetString(Messages.Query(name, DnsType.Any, edns: 4096)),
            }),
        ];
        Fuzz.Run(seeds, ["\xC0\x0C", "\0", "\x3F", "\0\0\x29"], text =>
        {
            var message = Bytes.GetBytes(text);
            var pending = responder.AnswerAsync(message, stream: false, default);
            pending.IsCompleted.ShouldBeTrue();
            if (pending.Result is not { } answer)
                return;
            answer.Length.ShouldBeInRange(12, 1232);
            answer.AsSpan(0, 2).SequenceEqual(message.AsSpan(0, 2)).ShouldBeTrue();
            Messages.Header(answer).IsResponse.ShouldBeTrue();
        });
    }
}
