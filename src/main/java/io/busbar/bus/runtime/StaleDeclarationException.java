package io.busbar.bus.runtime;

/**
 * Reports that the service knows a newer declaration of the operation than its caller, so nothing was begun. The caller reads the
 * declarations again and routes the request by them.
 */
public final class StaleDeclarationException extends RuntimeException {
    private final long revision;

    /**
     * Creates the exception.
     *
     * @param revision the revision of all sets that the caller needs at least
     */
    public StaleDeclarationException(String operation, long revision) {
        super("The declaration of " + operation + " has changed", null, false, false);
        this.revision = revision;
    }

    public long revision() {
        return revision;
    }
}
