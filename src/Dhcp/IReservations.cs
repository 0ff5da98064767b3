using System.Net.NetworkInformation;

namespace Orchestrator.Dhcp;

/// <summary>Who of one network has which address. Called from many threads at once.</summary>
public interface IReservations
{
    /// <summary>What belongs to a hardware address; null: nobody known has it, and nobody is answered.</summary>
    Reservation? Find(PhysicalAddress hardware);
}
