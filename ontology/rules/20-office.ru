#+ title-en: Whoever holds an office in a network leads it
#+ title-sv: Den som har ett uppdrag i ett nätverk leder det
#+ note-en: only where the claim holds today
#+ note-sv: bara där påståendet gäller i dag

PREFIX sg: <https://w3id.org/stratgraph/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>

INSERT {
  GRAPH ?locator { ?member sg:leads ?organization }
}
WHERE {
  GRAPH ?locator {
    ?node a sg:Membership ;
      org:member ?member ;
      org:organization ?organization ;
      org:role ?role .
    FILTER NOT EXISTS {
      ?node sg:status ?status .
      FILTER(?status != sg:Existing)
    }
  }
}
