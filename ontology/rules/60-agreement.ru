#+ title-en: Each party of an agreement has an agreement with every other
#+ title-sv: Varje part i ett avtal har avtal med alla andra
#+ note-en: only where the claim holds today
#+ note-sv: bara där påståendet gäller i dag

PREFIX sg: <https://w3id.org/stratgraph/ontology#>

INSERT {
  GRAPH ?locator { ?party sg:hasAgreementWith ?other }
}
WHERE {
  GRAPH ?locator {
    ?node a sg:Agreement ;
      sg:party ?party, ?other .
    FILTER(?party != ?other)
    FILTER NOT EXISTS {
      ?node sg:status ?status .
      FILTER(?status != sg:Existing)
    }
  }
}
