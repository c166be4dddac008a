package io.busbar.node;

import io.busbar.bus.Contract;
import io.busbar.bus.settings.Setting;
import io.busbar.bus.settings.SettingCheck;
import io.busbar.bus.settings.SettingGroup;
import io.busbar.bus.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads and checks the settings of the node and of all services, and collects all problems. */
final class SettingsReader {
    private final List<String> problems = new ArrayList<>();
    private final SettingValues values;
    private final Set<String> services;

    /** @throws InvalidSettingsException with all problems */
    SettingsReader(Configuration configuration) {
        List<SettingGroup> groups = NodeSettings.groups(configuration.contracts());
        SettingSource source =
                new SettingSource(configuration.environment(), configuration.file(), names(groups), problems::add);
        this.values = new SettingValues(source, groups, problems::add);
        Set<String> all = configuration.contracts().stream()
                .map(Contract::service)
                .collect(Collectors.toCollection(TreeSet::new));
        this.services = readServices(all);
        groups.forEach(group -> check(group, !all.contains(group.name()) || services.contains(group.name())));
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    SettingValues values() {
        return values;
    }

    /** Returns the services that this node runs. */
    Set<String> services() {
        return services;
    }

    private static Set<String> names(List<SettingGroup> groups) {
        List<String> names = groups.stream()
                .flatMap(group -> group.settings().stream())
                .map(Setting::name)
                .toList();
        Set<String> distinct = new LinkedHashSet<>();
        names.stream().filter(name -> !distinct.add(name)).findFirst().ifPresent(name -> {
            throw new IllegalStateException("the setting " + name + " is declared twice");
        });
        return distinct;
    }

    private Set<String> readServices(Set<String> known) {
        Set<String> named = values.find(ClusterSettings.SERVICES)
                .<Set<String>>map(LinkedHashSet::new)
                .orElse(known);
        List<String> unknown =
                named.stream().filter(name -> !known.contains(name)).toList();
        if (!unknown.isEmpty()) {
            addProblem(
                    ClusterSettings.SERVICES,
                    "contains unknown names (" + String.join(", ", unknown) + "); known are "
                            + String.join(", ", known));
        }
        return named;
    }

    private void check(SettingGroup group, boolean runsService) {
        SettingCheck check = new SettingCheck() {
            @Override
            public Settings settings() {
                return values;
            }

            @Override
            public boolean runsService() {
                return runsService;
            }

            @Override
            public void addProblem(Setting<?> setting, String message) {
                SettingsReader.this.addProblem(setting, message);
            }
        };
        group.rules().forEach(rule -> rule.check(check));
    }

    private void addProblem(Setting<?> setting, String message) {
        problems.add(setting.name() + " " + message);
    }
}
