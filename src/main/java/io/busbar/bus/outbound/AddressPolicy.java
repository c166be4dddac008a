package io.busbar.bus.outbound;

import io.busbar.bus.text.CidrBlock;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides which addresses may be connected to. */
final class AddressPolicy {
    private final List<CidrBlock> allowedRanges;
    private final boolean allowsLocalVendors;
    private final Set<InetAddress> ownAddresses;

    AddressPolicy(OutboundSettings settings) {
        this.allowedRanges = settings.allowedRanges();
        this.allowsLocalVendors = settings.allowsLocalVendors();
        this.ownAddresses = ownAddresses();
    }

    /**
     * Returns whether a target may connect to the address: a public one that is not this machine's own, one that the operator allows, or a
     * loopback address for the base URL of a vendor if emulators of vendors run on this machine.
     */
    boolean allows(OutboundTarget target, InetAddress address) {
        if (allowedRanges.stream().anyMatch(range -> range.contains(address))) {
            return true;
        }
        if (target.isVendor() && allowsLocalVendors && address.isLoopbackAddress()) {
            return true;
        }
        return SpecialPurposeRanges.isPublic(address) && !ownAddresses.contains(address);
    }

    /** A firewall may protect a port of this machine from the internet but not from the machine itself. */
    private static Set<InetAddress> ownAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            throw new IllegalStateException("the addresses of this machine cannot be listed", e);
        }
    }
}
