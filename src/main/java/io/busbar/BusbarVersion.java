package io.busbar;

import picocli.CommandLine.IVersionProvider;

/** The program's version, as its jar's manifest or the build tells it. */
final class BusbarVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Busbar.class.getPackage().getImplementationVersion();
        return new String[] {"Busbar " + (version == null ? "(built from source)" : version)};
    }
}
