using System.Net;

namespace Orchestrator.Dhcp.Serving;

/// <param name="To">Null: everybody on the link, as whoever has no address yet answers no question for it either.</param>
internal sealed record Answer(byte[] Message, IPAddress? To);
