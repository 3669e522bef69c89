#+ title-en: A membership makes the member a member of the network
#+ title-sv: Ett medlemskap gör medlemmen till medlem i nätverket
#+ note-en: only where the claim holds today
#+ note-sv: bara där påståendet gäller i dag

PREFIX sg: <https://w3id.org/stratgraph/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>

INSERT {
  GRAPH ?locator { ?member sg:memberOf ?organization }
}
WHERE {
  GRAPH ?locator {
    ?node a sg:Membership ;
      org:member ?member ;
      org:organization ?organization .
    FILTER NOT EXISTS {
      ?node sg:status ?status .
      FILTER(?status != sg:Existing)
    }
  }
}
