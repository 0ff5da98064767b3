using System.Net;
using Orchestrator.Dhcp.Wire;

namespace Orchestrator.Dhcp.Serving;

/// <summary>From the bytes of a request to those of an answer (RFC 2131, section 4.3).</summary>
internal sealed class Responder(IPAddress server, IReservations reservations, Pace pace)
{
    /// <summary>Null: nothing is said.</summary>
    public Answer? Answer(ReadOnlySpan<byte> message)
    {
        if (DhcpRequest.TryRead(message) is not { } request || reservations.Find(request.Hardware) is not { } its
            || Decide(request, its) is not { } type || !pace.TryTake(request.Hardware))
            return null;
        // Whoever has its address already is answered there; a refusal must reach also one who has a wrong one.
        var to = type == DhcpType.Ack && its.Address.Equals(request.Current) ? its.Address : null;
        return new Answer(DhcpReply.Write(request, type, its, server), to);
    }

    private DhcpType? Decide(DhcpRequest request, Reservation its)
    {
        switch (request.Type)
        {
            case DhcpType.Discover:
                return DhcpType.Offer;
            case DhcpType.Request when request.Server is { } chosen && !chosen.Equals(server):
                return null; // It took another server's offer.
            case DhcpType.Request:
                // From an offer or after a reboot it names what it wants; to prolong, what it has.
                return its.Address.Equals(request.Requested ?? request.Current) ? DhcpType.Ack : DhcpType.Nak;
            case DhcpType.Inform when its.Address.Equals(request.Current):
                return DhcpType.Ack;
            default:
                return null; // Addresses are neither refused nor given back here.
        }
    }
}
