#+ title-en: A competition lets the focal place compete with the competitor
#+ title-sv: En konkurrens gör att utgångsplatsen konkurrerar med konkurrenten
#+ note-en: only where the claim holds today
#+ note-sv: bara där påståendet gäller i dag

PREFIX sg: <https://w3id.org/stratgraph/ontology#>

INSERT {
  GRAPH ?locator { ?focal sg:competesWith ?competitor }
}
WHERE {
  GRAPH ?locator {
    ?node a sg:Competition ;
      sg:focal ?focal ;
      sg:competitor ?competitor .
    FILTER NOT EXISTS {
      ?node sg:status ?status .
      FILTER(?status != sg:Existing)
    }
  }
}
