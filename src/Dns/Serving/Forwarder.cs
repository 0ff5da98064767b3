using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Orchestrator.Dns.Wire;

namespace Orchestrator.Dns.Serving;

/// <summary>
/// Asks the host's resolvers, one after the other. Each query has a socket and thereby a port of its own, and an id from
/// the kernel's randomness; an answer counts only if it is from whom was asked, with that id and question (RFC 5452).
/// </summary>
internal sealed class Forwarder(Func<IReadOnlyList<IPEndPoint>> upstreams, TimeProvider time) : IResolver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<byte[]?> AskAsync(DnsQuery query, bool stream, CancellationToken cancel)
    {
        foreach (var upstream in upstreams())
        {
            using var limit = new CancellationTokenSource(Patience, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
            try
            {
                var answer = stream
                    ? await ByStreamAsync(upstream, query, both.Token).ConfigureAwait(false)
                    : await ByDatagramAsync(upstream, query, both.Token).ConfigureAwait(false);
                if (answer is not null)
                    return answer;
            }
            catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                // The next one may be there.
            }
        }
        return null;
    }

    private static async Task<byte[]> ByDatagramAsync(IPEndPoint upstream, DnsQuery query, CancellationToken cancel)
    {
        using var socket = new Socket(upstream.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        // Connected: the kernel lets only that address and port through.
        await socket.ConnectAsync(upstream, cancel).ConfigureAwait(false);
        var asked = Write(query, query.UdpBytes, out var id);
        await socket.SendAsync(asked, cancel).ConfigureAwait(false);
        var buffer = new byte[ushort.MaxValue];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, cancel).ConfigureAwait(false);
            if (Accept(buffer.AsSpan(0, length), id, query) is { } answer)
                return answer;
        }
    }

    private static async Task<byte[]?> ByStreamAsync(IPEndPoint upstream, DnsQuery query, CancellationToken cancel)
    {
        using var socket = new Socket(upstream.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(upstream, cancel).ConfigureAwait(false);
        using var stream = new NetworkStream(socket);
        await Framing.WriteAsync(stream, Write(query, query.UdpBytes, out var id), cancel).ConfigureAwait(false);
        return await Framing.ReadAsync(stream, cancel).ConfigureAwait(false) is { } message ? Accept(message, id, query) : null;
    }

    /// <summary>Written anew: no option and no odd byte of a container reaches the host's resolvers.</summary>
    private static byte[] Write(DnsQuery query, int udpBytes, out ushort id)
    {
        var opt = query.Edns ? DnsAnswer.Opt(udpBytes, query.Dnssec) : [];
        var message = new byte[DnsHeader.Length + query.Question.Length + opt.Length];
        id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        var flags = (ushort)(DnsHeader.RecursionDesired | (query.Header.Flags & DnsHeader.CheckingDisabled));
        new DnsHeader(id, flags, 1, 0, 0, (ushort)(query.Edns ? 1 : 0)).Write(message);
        query.Question.Span.CopyTo(message.AsSpan(DnsHeader.Length));
        opt.CopyTo(message, DnsHeader.Length + query.Question.Length);
        return message;
    }

    /// <summary>Null for an answer to another question.</summary>
    private static byte[]? Accept(ReadOnlySpan<byte> message, ushort id, DnsQuery query)
    {
        if (DnsHeader.TryRead(message) is not { IsResponse: true, Questions: 1 } header || header.Id != id
            || !message[DnsHeader.Length..].StartsWith(query.Question.Span))
            return null;
        var answer = message.ToArray();
        // Nobody but the zone speaks with authority here.
        (header with { Id = query.Header.Id, Flags = (ushort)(header.Flags & ~DnsHeader.Authoritative) }).Write(answer);
        return answer;
    }
}
