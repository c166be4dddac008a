package io.busbar.data;

import java.util.List;
import java.util.stream.Stream;

/**
 * The secrets from which the keys of the deployment are derived. The current one is used for everything new; what the others sealed and
 * signed stays valid, so that a secret can be replaced while nodes run.
 *
 * @param current  {@code JWT_SECRET}
 * @param previous {@code JWT_SECRET_PREVIOUS}
 */
public record DeploymentSecrets(String current, List<String> previous) {
    public DeploymentSecrets {
        previous = List.copyOf(previous);
    }

    /** Returns a secret that is not being replaced. */
    public static DeploymentSecrets of(String current) {
        return new DeploymentSecrets(current, List.of());
    }

    Stream<String> all() {
        return Stream.concat(Stream.of(current), previous.stream());
    }

    @Override
    public String toString() {
        return "DeploymentSecrets";
    }
}
