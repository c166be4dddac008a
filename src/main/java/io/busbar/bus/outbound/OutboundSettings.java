package io.busbar.bus.outbound;

import io.busbar.bus.text.CidrBlock;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The operator's settings of outbound calls.
 *
 * @param allowedRanges        addresses that may be connected to although they are not public
 * @param allowsLocalVendors   whether the base URL of a declared vendor may be an emulator on this machine
 * @param nameServers          the DNS servers to ask; empty for those of the operating system
 */
public record OutboundSettings(
        List<CidrBlock> allowedRanges, boolean allowsLocalVendors, List<InetSocketAddress> nameServers) {
    public OutboundSettings {
        allowedRanges = List.copyOf(allowedRanges);
        nameServers = List.copyOf(nameServers);
    }

    /** Returns settings that allow public addresses only. */
    public static OutboundSettings publicOnly() {
        return new OutboundSettings(List.of(), false, List.of());
    }
}
