package io.busbar.bus.permissions;

import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext.AnonymousPrincipal;
import io.busbar.bus.RequestContext.Principal;
import io.busbar.bus.RequestContext.SystemPrincipal;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.Require;
import io.busbar.bus.permissions.AccessControlEntry.EntryEffect;
import io.busbar.bus.permissions.ExplainOperation.ExplainDecision;
import io.busbar.bus.permissions.Finding.FindingEffect;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides on one node who may call operations that concern an object. A call is allowed if a source that the access rule names grants it,
 * all restrictions allow it, and nothing denies it. This class is thread-safe.
 */
public final class PermissionEvaluator {
    private final OwnerRegistry owners = new OwnerRegistry();
    private final RightsLoader rightsLoader;
    private final List<GrantSource> sources;
    private final List<Restriction> restrictions;

    /** Creates an evaluator with the sources of the kernel: role, owner and share. */
    public PermissionEvaluator(Vertx vertx, Database database) {
        this(vertx, database, List.of(), List.of());
    }

    /** Creates an evaluator with further sources and restrictions. */
    public PermissionEvaluator(
            Vertx vertx, Database database, List<GrantSource> furtherSources, List<Restriction> restrictions) {
        this.rightsLoader = new RightsLoader(vertx, database, owners);
        this.sources =
                Stream.concat(GrantRule.ALL.stream(), furtherSources.stream()).toList();
        this.restrictions = List.copyOf(restrictions);
    }

    /** Polls for changes of permissions from now on. Without it, each decision that finds its data outdated reads them. */
    public Future<Void> start() {
        return rightsLoader.start();
    }

    /** Drops what is known about an object. Called when a change of its rights is broadcast. */
    public void onChange(ResourceKey key) {
        rightsLoader.onChange(key);
    }

    /**
     * Registers an instance of a service of this node. Returns what removes it.
     *
     * @throws IllegalStateException if a resource type has no owner, or an access rule names a source that does not exist
     */
    public Runnable register(Contract contract, Map<ResourceType, OwnerLookup> lookups) {
        List<String> known = sources.stream().map(GrantSource::name).toList();
        for (Operation<?, ?> operation : contract.operations()) {
            for (String source : operation.access().grantSources()) {
                if (!known.contains(source)) {
                    throw new IllegalStateException(operation.name() + " names the unknown source " + source);
                }
            }
        }
        return owners.register(contract, lookups);
    }

    /**
     * Completes if the principal may call an operation on the object that the request names. Fails with UNAUTHORIZED if the principal is
     * anonymous; with NOT_FOUND if there is no such object or the principal must not learn of it; else with FORBIDDEN. A role grants the
     * operation on every object, so it is also allowed on one that does not exist: the handler answers with NOT_FOUND.
     */
    public Future<Void> require(Principal principal, Operation<?, ?> operation, Object request) {
        return decide(principal, operation, request)
                .compose(decision -> decision instanceof Decision.Denied denied
                        ? Future.failedFuture(toFailure(principal, operation, denied))
                        : Future.succeededFuture());
    }

    private static Failure toFailure(Principal principal, Operation<?, ?> operation, Decision.Denied denied) {
        if (principal instanceof AnonymousPrincipal) {
            return Failure.of(FailureCode.UNAUTHORIZED);
        }
        return denied.isHidden() ? resourceOf(operation).type().notFound() : Failure.of(FailureCode.FORBIDDEN);
    }

    /**
     * Decides whether the principal may call an operation on the object that the request names. The access rule has admitted the principal
     * already. Fails with SERVICE_UNAVAILABLE if the data may be outdated and can't be read.
     */
    public Future<Decision> decide(Principal principal, Operation<?, ?> operation, Object request) {
        return switch (principal) {
            case SystemPrincipal system ->
                Future.succeededFuture(
                        new Decision.Allowed(List.of(new Finding("system", FindingEffect.GRANTS, "is the system"))));
            case AnonymousPrincipal anonymous ->
                Future.succeededFuture(new Decision.Denied("is not signed in", List.of(), true));
            case UserPrincipal user -> decideOn(resourceOf(operation).in(request), user, operation);
        };
    }

    private Future<Decision> decideOn(Resource resource, UserPrincipal user, Operation<?, ?> operation) {
        return rightsLoader
                .ofObject(resource)
                .compose(rights -> rightsLoader
                        .ofUser(user.id())
                        .compose(ofUser -> conclude(new PermissionQuery(user, operation, resource, rights), ofUser)));
    }

    /** Decides from what all sources say and from the denials of the object and of the user. */
    private Future<Decision> conclude(PermissionQuery query, ObjectRights ofUser) {
        ResourceType type = query.resource().type();
        Optional<Ownership> ownership = query.rights().ownership();
        boolean isHidden = type.hidden() || ownership.map(Ownership::hidden).orElse(true);
        String withoutGrant = ownership.isPresent()
                ? "has no grant of %s on the %s".formatted(query.operation().permission(), type.name())
                : "named a %s that does not exist".formatted(type.name());
        return find(query).map(found -> {
            List<Finding> findings = new ArrayList<>(found);
            Stream.of(query.rights(), ofUser)
                    .flatMap(rights -> rights.entries(
                            EntryEffect.DENY,
                            query.user().id(),
                            query.operation().permission()))
                    .map(PermissionEvaluator::toFinding)
                    .forEach(findings::add);
            return Decision.of(findings, withoutGrant, isHidden);
        });
    }

    /** Returns what the sources that the access rule names, and the restrictions, say. */
    private Future<List<Finding>> find(PermissionQuery query) {
        List<Future<Optional<Finding>>> answers = new ArrayList<>();
        for (GrantSource source : sources) {
            if (query.operation().access().grantSources().contains(source.name())) {
                answers.add(source.grant(query)
                        .map(reason -> reason.map(text -> new Finding(source.name(), FindingEffect.GRANTS, text))));
            }
        }
        for (Restriction restriction : restrictions) {
            answers.add(restriction
                    .refusal(query)
                    .map(reason -> reason.map(text -> new Finding(restriction.name(), FindingEffect.RESTRICTS, text))));
        }
        return Future.all(answers)
                .map(all -> answers.stream()
                        .map(Future::result)
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static Finding toFinding(AccessControlEntry denial) {
        String reason = "is denied this by %s since %s%s"
                .formatted(
                        denial.createdBy() == null ? "the system" : denial.createdBy(),
                        denial.createdAt().toInstant(),
                        denial.until() == null ? "" : " until " + denial.until().toInstant());
        return new Finding("denial", FindingEffect.DENIES, reason);
    }

    /**
     * Explains the decision about a user, a permission of a service and an object. Fails with NOT_FOUND if the service has no such
     * permission on objects, or there is no such object.
     */
    public Future<Explanation> explain(Contract contract, ExplainDecision request) {
        Operation<?, ?> operation = Require.present(
                contract.operations().stream()
                        .filter(candidate -> candidate.resource() != null
                                && candidate.permission().equals(request.permission()))
                        .findFirst(),
                () -> Failure.noSuch("permission on objects"));
        Resource resource = resourceOf(operation).type().of(request.resource());
        UserPrincipal user = new UserPrincipal(request.user(), request.role(), "explanation");
        return rightsLoader.ofObject(resource).compose(rights -> {
            Require.that(rights.ownership().isPresent(), () -> resource.type().notFound());
            return decideOn(resource, user, operation).map(Explanation::of);
        });
    }

    /** Explains whether a role may call an operation that concerns no object: neither restrictions nor denials apply to it. */
    public static Explanation explain(Operation<?, ?> operation, UserPrincipal user) {
        String role = GrantRule.describeRole(user);
        return operation.access().allows(user)
                ? new Explanation(true, role, List.of(new Finding(GrantSource.ROLE, FindingEffect.GRANTS, role)))
                : new Explanation(false, role + ", which does not grant this", List.of());
    }

    private static OperationResource resourceOf(Operation<?, ?> operation) {
        return Objects.requireNonNull(operation.resource(), () -> operation.name() + " concerns no object");
    }
}
