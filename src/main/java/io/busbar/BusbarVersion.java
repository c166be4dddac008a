package io.busbar;

import picocli.CommandLine.IVersionProvider;

/** Provides the version from the jar's manifest. */
final class BusbarVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Busbar.class.getPackage().getImplementationVersion();
        return new String[] {"Busbar " + (version == null ? "(built from source)" : version)};
    }
}
