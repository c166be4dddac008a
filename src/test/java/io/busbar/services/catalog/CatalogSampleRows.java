package io.busbar.services.catalog;

import io.busbar.testing.SampleRows;
import java.util.List;
import java.util.Map;

final class CatalogSampleRows implements SampleRows {
    @Override
    public List<String> items() {
        return List.of("""
            insert into catalog.service (title, description, category)
            select 'Listed ' || n, 'A service.', 'plumbing' from {other}""");
    }

    @Override
    public List<String> longestTexts() {
        return List.of("update catalog.service set description = repeat('{c}', 2000), icon = repeat('{c}', 200)");
    }

    @Override
    public List<String> variations() {
        return List.of("update catalog.service set category = 'category-' || hashtext(title) % 50");
    }

    @Override
    public List<String> lists() {
        return List.of("/services?", "/services?category=category-1", "/services?search=listed");
    }

    /** Services belong to nobody. */
    @Override
    public Map<String, String> objects() {
        return Map.of("/services/{id}", """
            insert into catalog.service (title, description, category) values ('Sample for {user}', 'A service.', 'plumbing') returning id""");
    }
}
