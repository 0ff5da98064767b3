using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Netlink;

/// <summary>Reads the error messages of netlink(7), NLMSG_ERROR and NLMSG_DONE, with extended acks.</summary>
public static class NetlinkAnswer
{
    /// <summary>Null for an acknowledgement.</summary>
    public static NetlinkError? Error(in NetlinkMessage message, int index)
    {
        // A dump that ends has its errno as body too, an error the header of what was asked behind it (NETLINK_CAP_ACK).
        if (!message.TryBody<int>(out var errno) || errno == 0)
            return null;
        string? reason = null;
        uint? offset = null;
        if ((message.Flags & LinuxNetlink.NLM_F_ACK_TLVS) != 0)
        {
            var attributes = message.Type == LinuxNetlink.NLMSG_ERROR ? message.Attributes<ErrorBody>() : message.Attributes<int>();
            foreach (var attribute in attributes)
            {
                if (attribute.Type == LinuxNetlink.NLMSGERR_ATTR_MSG)
                    reason = attribute.Text;
                else if (attribute.Type == LinuxNetlink.NLMSGERR_ATTR_OFFS)
                    offset = attribute.Number<uint>();
            }
        }
        // Never less than one: a damaged answer must not look like success.
        return new NetlinkError(errno == int.MinValue ? int.MaxValue : Math.Abs(errno), reason, offset, index);
    }

    /// <summary>struct nlmsgerr: errno, and the header of the message that it answers.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 20)]
    private readonly struct ErrorBody;
}
